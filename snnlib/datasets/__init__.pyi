from . import (
    digits as digits,
    mnist as mnist,
)
