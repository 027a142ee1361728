"""What chips do: integers instead of floats, and events instead of steps."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    events=(
        "EventNeurons EventQueue EventRecord EventRun EventWiring EventWork empty_queue "
        "event_driven event_lif_advance event_lif_crossing event_wiring queue_pop queue_push "
        "run_events"
    ),
    fixed_point=(
        "OVERFLOWS ROUNDINGS IntegerLIFRun IntegerMembrane QuantizedWeights fit_word "
        "integer_decay integer_leak integer_lif integer_lif_step integer_membrane "
        "quantize_weights round_shift"
    ),
)
