from .backpropagation import (
    Output as Output,
)
from .classifier import (
    SurrogateClassifier as SurrogateClassifier,
)
from .conversion import (
    convert as convert,
    layer_scales as layer_scales,
)
from .images import (
    fill_spikes as fill_spikes,
    move_image as move_image,
    moved as moved,
    shift_image as shift_image,
    shifted as shifted,
)
from .layers import (
    DiscreteLIF as DiscreteLIF,
    add_weight_gradient as add_weight_gradient,
    currents as currents,
    decay as decay,
    input_gradient as input_gradient,
    leaky_backward as leaky_backward,
    leaky_forward as leaky_forward,
    lif_backward as lif_backward,
    lif_forward as lif_forward,
    lif_forward_from as lif_forward_from,
    lif_step as lif_step,
    lif_step_back as lif_step_back,
    time_constant as time_constant,
)
from .losses import (
    LOSSES as LOSSES,
    best_class as best_class,
    class_scores as class_scores,
    cross_entropy as cross_entropy,
    first_spike_time as first_spike_time,
    scores_back as scores_back,
    softmax as softmax,
)
from .lstm import (
    lstm_step as lstm_step,
    lstm_step_back as lstm_step_back,
    sigmoid as sigmoid,
    tanh as tanh,
)
from .lstm_network import (
    LSTMNetwork as LSTMNetwork,
)
from .optimise import (
    Adam as Adam,
    AdamParameters as AdamParameters,
    EarlyStopping as EarlyStopping,
    adam_step as adam_step,
    adam_update as adam_update,
    corrected as corrected,
    cosine as cosine,
    train as train,
)
from .products import (
    add_product as add_product,
    add_sparse_product as add_sparse_product,
    copy_rows as copy_rows,
    fill_rows as fill_rows,
)
from .spiking import (
    Activity as Activity,
    SpikingNetwork as SpikingNetwork,
    initial_weights as initial_weights,
)
from .surrogates import (
    SHAPES as SHAPES,
    fill_slopes as fill_slopes,
    smooth_spike as smooth_spike,
    surrogate as surrogate,
    surrogate_slope as surrogate_slope,
)
