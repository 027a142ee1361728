from . import (
    cheapest as cheapest,
    cores as cores,
    learning_needs as learning_needs,
    lossy_answers as lossy_answers,
    on_a_microcontroller as on_a_microcontroller,
    step_search as step_search,
    tested as tested,
    useful_work as useful_work,
    verdicts as verdicts,
)
