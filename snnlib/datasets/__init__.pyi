from . import (
    digits as digits,
    grasshopper as grasshopper,
    mnist as mnist,
)
