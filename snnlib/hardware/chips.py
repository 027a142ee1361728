"""Limits of the cores of five chips, for :func:`snnlib.map_network`.

Each number was read in the source that stands beside it; the chapter "hardware/chips" has the
references, more chips, and what is not published.  Chips whose limit is time (SpiNNaker) or whose
numbers are not public in this form (Loihi 2, Speck, Akida, Tianjic) are not here.
"""

from snnlib.hardware.mapping import NO_LIMIT, CoreLimits

CHIPS = {
    # Merolla et al. 2014 and Akopyan et al. 2015: 4096 cores, a 256 x 256 crossbar of synapses that
    # are on or off.  Shrestha et al. 2022: four weights a neuron, picked by the axon's type; as 1,
    # 2, 4 and 8 they make weights of up to 4 bits from as many axons.
    "TrueNorth": CoreLimits(4096, 256, 256, 256, 256 * 256, 4, True, False),
    # Davies et al. 2018: 128 cores of 1024 neurons, 4096 axons and 128 KB of synapses, which have 1
    # to 9 bits.
    "Loihi": CoreLimits(128, 1024, 4096, 4096, 2**20, 9, False, False),
    # Frenkel et al. 2019, and the documentation in its repository: one crossbar of 256 x 256
    # synapses of 4 bits, three of which are the weight.
    "ODIN": CoreLimits(1, 256, 256, 256, 256 * 256 * 3, 3, False, False),
    # Richter et al. 2024: 4 cores of 256 neurons with 64 synapses each; Open Neuromorphic: 4 bits.
    "DYNAP-SE2": CoreLimits(4, 256, NO_LIMIT, 64, 256 * 64 * 4, 4, False, False),
    # Pehle et al. 2022 and the group's lab course: 512 neuron circuits, 131,072 synapses of 6 bits,
    # so 256 each; circuits can be merged to one neuron with more inputs.
    "BrainScaleS-2": CoreLimits(1, 512, NO_LIMIT, 256, 512 * 256 * 6, 6, False, True),
}
