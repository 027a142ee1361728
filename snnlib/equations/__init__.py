"""A small language of equations, in Brian2's notation, and what is made of a text in it.

A text has one thing a line; ``#`` begins a comment, and a line goes on inside of parentheses::

    dv/dt = (v_rest - v + R_m*I)/tau_m : volt (unless refractory)
    du/dt = -u/tau_u : amp           # a state; its unit may be left out
    I_leak = (v_rest - v)/R_m        # a name for an expression
    tau_m = 20*ms [1, 100]           # a parameter, and the range of its slider
    I : amp                          # the unit of the input, nA if any unit is given
    threshold: v > -50*mV
    reset: v = v_rest; u += 0.1*nA
    refractory: 2*ms                 # or as long as a condition holds, such as  v > 0*mV
    start: v = v_rest
    method: euler                    # or rk4, exponential_euler
    w : 1                            # the weight of a synapse, which spikes alone change
    on_pre: w -= 0.01*y; x += 1      # what a spike does that comes in
    on_post: w += 0.01*x; y += 1     # what a spike of the neuron does

The grammar, which the compiler in the page follows, too (``live/front/workbench``)::

    text       = line { NEWLINE line }
    line       = "d"NAME "/" "dt" "=" sum [range] [":" unit] ["(" "unless" "refractory" ")"]
               | NAME "=" sum [range] [":" unit]      a number with a unit is a parameter
               | NAME ":" unit                        for I and w
               | "threshold" ":" or
               | "refractory" ":" or
               | ("reset" | "start" | "on_pre" | "on_post") ":" assignment { ";" assignment }
               | "method" ":" NAME
    range      = "[" number "," number "]"
    assignment = NAME ("=" | "+=" | "-=" | "*=" | "/=") sum
    or         = and { "or" and }
    and        = not { "and" not }
    not        = "not" not | comparison
    comparison = sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
    sum        = product { ("+" | "-") product }
    product    = sign { ("*" | "/") sign }
    sign       = ("-" | "+") sign | power
    power      = atom ["**" sign]
    atom       = NUMBER | NAME | NAME "(" or { "," or } ")" | "(" or ")"
    unit       = "1" | product of names of units, such as  mV/ms

Names that mean something: the functions of :mod:`.names`, the units of :mod:`.units`, ``I`` (the
input), ``t`` and ``dt`` (ms), ``pi``, and ``xi``, white noise of unit ms**-1/2.  ``power(x, y)`` is
``x**y``.  ``normal(m, s)`` is a normal number of mean m and standard deviation s, drawn anew in
each time step, for each place where it stands.

In a step the equations move the states; then the threshold is looked at, and a spike does
``reset`` and ``on_post``; then a spike that came in does ``on_pre``.

Numbers are computed in ms, mV, nA, MΩ, nF, µS: ``pA`` is 0.001.  Units are compared where they are
given.  A text becomes a list of operations on float64 (:mod:`.program`), each rounded as IEEE 754
says; Python and the page make the same list, and so compute the same bits.
"""
