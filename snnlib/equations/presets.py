"""Well-known neurons and rules as texts, held against the library's own or a second version."""

PRESETS = {
    "leaky": """\
# the leaky integrator
dv/dt = (v_rest - v + R_m*I)/tau_m : volt
tau_m = 20*ms [1, 100]
R_m = 10*Mohm [0, 100]
v_rest = -70*mV [-90, -40]
start: v = v_rest
method: exponential_euler
""",
    "LIF": """\
# the leaky integrate-and-fire neuron
dv/dt = (v_rest - v + R_m*I)/tau_m : volt (unless refractory)
tau_m = 20*ms [1, 100]
R_m = 10*Mohm [0, 100]
v_rest = -70*mV [-90, -40]
v_th = -50*mV [-65, -30]
v_reset = -70*mV [-90, -40]
t_ref = 2*ms [0, 20]
threshold: v >= v_th
reset: v = v_reset
refractory: t_ref
start: v = v_rest
method: exponential_euler
""",
    "adaptive": """\
# a threshold that rises with each spike
dv/dt = (v_rest - v + R_m*I)/tau_m : volt (unless refractory)
dtheta/dt = -theta/tau_theta : volt
tau_m = 20*ms [1, 100]
R_m = 10*Mohm [0, 100]
v_rest = -70*mV [-90, -40]
v_th = -50*mV [-65, -30]
v_reset = -70*mV [-90, -40]
t_ref = 2*ms [0, 20]
theta_plus = 2*mV [0, 10]
tau_theta = 100*ms [5, 500]
threshold: v >= v_th + theta
reset: v = v_reset; theta += theta_plus
refractory: t_ref
start: v = v_rest
method: exponential_euler
""",
    "EIF": """\
# the exponential integrate-and-fire neuron (Fourcaud-Trocme et al., 2003)
dv/dt = (v_rest - u + onset + R_m*I)/tau_m : volt
onset = delta_T*exp((u - v_T)/delta_T)
u = clip(v, -1000*mV, v_peak)  # so that the last step of a spike stays finite
tau_m = 20*ms [1, 100]
R_m = 10*Mohm [0, 100]
v_rest = -70*mV [-90, -55]
v_T = -50*mV [-60, -40]
delta_T = 2*mV [0.5, 10]
v_peak = 0*mV [-35, 40]
v_reset = -70*mV [-90, -40]
threshold: v >= v_peak
reset: v = v_reset
start: v = v_rest
method: rk4
""",
    "Izhikevich": """\
# two equations without units (Izhikevich, 2003); time is in ms
dv/dt = 0.04*v**2 + 5*v + 140 - u + I
du/dt = a*(b*v - u)
a = 0.02 [0, 0.2]
b = 0.2 [0, 0.3]
c = -65 [-80, -40]
d = 8 [0, 12]
threshold: v >= 30
reset: v = c; u += d
start: v = -65; u = -13
method: euler
""",
    "AdEx": """\
# the adaptive exponential neuron (Brette & Gerstner, 2005)
dv/dt = (v_rest - u + onset + R_m*(I - w))/tau_m : volt
dw/dt = (a*(u - v_rest) - w)/tau_w : amp
onset = delta_T*exp((u - v_T)/delta_T)
u = clip(v, -1000*mV, v_peak)  # so that the last step of a spike stays finite
tau_m = 9.366666666666667*ms [1, 50]
R_m = 33.333333333333336*Mohm [1, 100]
v_rest = -70.6*mV [-90, -55]
v_T = -50.4*mV [-60, -40]
delta_T = 2*mV [0.5, 10]
v_peak = 20*mV [-35, 40]
v_reset = -70.6*mV [-90, -40]
tau_w = 144*ms [5, 500]
a = 4*nS [-10, 20]
b = 80.5*pA [0, 500]
threshold: v >= v_peak
reset: v = v_reset; w += b
start: v = v_rest
method: rk4
""",
    "FitzHugh-Nagumo": """\
# a spike without a threshold (FitzHugh, 1961; Nagumo et al., 1962), without units
dv/dt = v - v**3/3 - w + I
dw/dt = epsilon*(v + a - b*w)
epsilon = 0.08 [0.01, 0.5]
a = 0.7 [0, 1.5]
b = 0.8 [0, 1.5]
threshold: v > 1
refractory: v > 1
start: v = -1.2; w = -0.62
method: rk4
""",
    "Hodgkin-Huxley": """\
# the squid's axon (Hodgkin & Huxley, 1952), of a square centimetre; v in mV, time in ms
dv/dt = (I - g_Na*m**3*h*(v - E_Na) - g_K*k**4*(v - E_K) - g_L*(v - E_L))/C
dm/dt = 1/exprel(-(v + 40)/10)*(1 - m) - 4*exp(-(v + 65)/18)*m
dh/dt = 0.07*exp(-(v + 65)/20)*(1 - h) - 1/(1 + exp(-(v + 35)/10))*h
dk/dt = 0.1/exprel(-(v + 55)/10)*(1 - k) - 0.125*exp(-(v + 65)/80)*k
C = 1 [0.2, 3]
g_Na = 120 [0, 200]
g_K = 36 [0, 80]
g_L = 0.3 [0, 2]
E_Na = 50 [20, 80]
E_K = -77 [-100, -60]
E_L = -54.387 [-80, -40]
threshold: v >= 0
refractory: v >= 0
start: v = -65; m = 0.0529324852572496; h = 0.596120753508460; k = 0.317676914060697
method: rk4
""",
    "Morris-Lecar": """\
# the barnacle's muscle (Morris & Lecar, 1981), of a square centimetre; v in mV, time in ms
dv/dt = (I - g_Ca*open*(v - E_Ca) - g_K*w*(v - E_K) - g_L*(v - E_L))/C
dw/dt = phi*cosh((v - v_3)/(2*v_4))*(0.5*(1 + tanh((v - v_3)/v_4)) - w)
open = 0.5*(1 + tanh((v - v_1)/v_2))
C = 20 [5, 40]
g_Ca = 4.4 [0, 10]
g_K = 8 [0, 20]
g_L = 2 [0, 5]
E_Ca = 120 [80, 150]
E_K = -84 [-100, -60]
E_L = -60 [-80, -40]
phi = 0.04 [0.01, 0.3]
v_1 = -1.2 [-20, 20]
v_2 = 18 [5, 40]
v_3 = 2 [-20, 30]
v_4 = 30 [5, 40]
threshold: v >= 0
refractory: v >= 0
start: v = -60; w = 0.015
method: rk4
""",
}

#: Well-known rules of plasticity on one synapse.
RULES = {
    "pair STDP": """\
# every pair of spikes counts (Song, Miller & Abbott, 2000)
w : 1
dapre/dt = -apre/tau_plus : 1
dapost/dt = -apost/tau_minus : 1
tau_plus = 20*ms [1, 100]
tau_minus = 20*ms [1, 100]
A_plus = 0.005 [0, 0.05]
A_minus = 0.00525 [0, 0.05]
w_max = 1 [0, 2]
on_pre: w = clip(w - A_minus*apost, 0, w_max); apre += 1
on_post: w = clip(w + A_plus*apre, 0, w_max); apost += 1
start: w = 0.5
method: exponential_euler
""",
    "triplet STDP": """\
# pairs and triplets of spikes (Pfister & Gerstner, 2006)
w : 1
dr_1/dt = -r_1/tau_plus : 1
dr_2/dt = -r_2/tau_x : 1
do_1/dt = -o_1/tau_minus : 1
do_2/dt = -o_2/tau_y : 1
tau_plus = 16.8*ms [1, 100]
tau_x = 101*ms [1, 1000]
tau_minus = 33.7*ms [1, 100]
tau_y = 114*ms [1, 1000]
A2_plus = 0 [0, 0.05]
A3_plus = 0.0065 [0, 0.05]
A2_minus = 0.0071 [0, 0.05]
A3_minus = 0 [0, 0.05]
w_max = 1 [0, 2]
on_pre: w = clip(w - o_1*(A2_minus + A3_minus*r_2), 0, w_max); r_1 += 1; r_2 += 1
on_post: w = clip(w + r_1*(A2_plus + A3_plus*o_2), 0, w_max); o_1 += 1; o_2 += 1
start: w = 0.5
method: exponential_euler
""",
    "Oja": """\
# a weight that stays bounded (Oja, 1982), for rates; I is the input
dw/dt = eta*y*(I - y*w)
y = w*I
eta = 0.01 [0, 0.1]
start: w = 0.2
method: euler
""",
    "BCM": """\
# a threshold that slides (Bienenstock, Cooper & Munro, 1982), for rates; I is the input
dw/dt = eta*I*y*(y - theta)
dtheta/dt = (y**2/y_0 - theta)/tau_theta
y = w*I
eta = 0.01 [0, 0.1]
tau_theta = 20 [1, 200]
y_0 = 1 [0.1, 3]
start: w = 0.5; theta = 1
method: euler
""",
}
