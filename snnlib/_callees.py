"""What only compiled code calls becomes a part of its callers, and gets no machine code of its own.

numba optimises each function, with all that it calls, and makes machine code of it.  Where the
function is only ever called from compiled code nobody runs that machine code: each caller takes in
the function's LLVM code, and optimises and compiles it once more.  :class:`Callee` leaves that to
the callers.  The numbers that come out are the same.
"""

from llvmlite import binding as llvm
from numba.core.codegen import JITCodeLibrary, RuntimeLinker
from numba.core.compiler import Compiler

_ENVIRONMENT = "08NumbaEnv"


class Callee(JITCodeLibrary):
    """The code of a function for its callers.

    Functions that call each other in a circle find each other at run time, by their addresses: for
    them everything is as numba does it.
    """

    def _in_a_circle(self):
        names = (variable.name for variable in self._final_module.global_variables)
        return any(name.startswith(RuntimeLinker.PREFIX) for name in names)

    def _optimize_final_module(self):
        if self._in_a_circle():
            super()._optimize_final_module()

    def _finalize_final_module(self):
        if not self._in_a_circle():
            self._shared_module = self._final_module
            for function in self._shared_module.functions:
                if not function.is_declaration and function.linkage == llvm.Linkage.external:
                    function.linkage = llvm.Linkage.linkonce_odr
            self._final_module = self._environments()
        super()._finalize_final_module()

    def _environments(self):
        """Return a module with the places that numba writes to when it has compiled a function."""
        module = self._codegen._create_empty_module(self.name)
        lines = [
            f'@"{variable.name}" = common global i8* null'
            for variable in self._shared_module.global_variables
            if _ENVIRONMENT in variable.name
        ]
        return llvm.parse_assembly("\n".join([str(module), *lines]))


class CompilerOfCallees(Compiler):
    """numba's compiler; a function without an entrance for Python becomes a :class:`Callee`."""

    def compile_extra(self, func):
        state = self.state
        if state.library is None and state.flags.no_cpython_wrapper:
            state.library = Callee(state.targetctx.codegen(), func.__qualname__)
            state.library.enable_object_caching()
        return super().compile_extra(func)
