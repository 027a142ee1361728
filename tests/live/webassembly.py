"""Runs a kernel's WebAssembly module as a page does, with wasmtime in the browser's place."""

import pickle

import numpy as np
import wasmtime


class RaisedError(Exception):
    """The kernel raised what numba raises where arrays do not fit."""


class Machine:
    """A kernel's module, compiled and loaded; the counterpart of KernelHost in kernel/host.js."""

    def __init__(self, kernel, module, layout):
        self.kernel, self.layout = kernel, layout
        self.store = store = wasmtime.Store()
        limits = wasmtime.MemoryType(wasmtime.Limits(layout["pages"], None))
        self.memory = wasmtime.Memory(store, limits)
        number = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
        pointer = wasmtime.Global(store, number, wasmtime.Val.i32(layout["stack"]))
        given = {"__linear_memory": self.memory, "__stack_pointer": pointer}
        compiled = wasmtime.Module(store.engine, module)
        assert {entry.module for entry in compiled.imports} <= {"env"}
        imports = [given[entry.name] for entry in compiled.imports]
        exports = wasmtime.Instance(store, compiled, imports).exports(store)
        self.entry, self.begin_heap = exports["run"], exports.get("heap")

    def run(self, values):
        """``(arrays, readouts, status)``, as ``Kernel.run`` gives the first two."""
        kernel, store, memory = self.kernel, self.store, self.memory
        arrays = [entry for entry in self.layout["arguments"] if entry["kind"] == "array"]
        for entry in arrays:
            start = values.get(entry["name"], np.zeros(entry["shape"], entry["dtype"]))
            memory.write(store, start.tobytes(), entry["address"])
        status, result = 0, self.layout["result"]
        for part in range(kernel.slices):
            known = {**kernel.constants, **values, "slice_index": part, "n_slices": kernel.slices}
            given = [
                entry["address"] if entry["kind"] == "array" else float(known[entry["name"]])
                for entry in self.layout["arguments"]
            ]
            if self.begin_heap:
                self.begin_heap(store, self.layout["heap"])
            if self.entry(store, result, result + 16, *given):
                raise RaisedError(self.complaint())
            status = int.from_bytes(memory.read(store, result, result + 4), "little", signed=True)
            if status:
                break
        filled = {}
        for entry in arrays:
            empty = np.empty(entry["shape"], entry["dtype"])
            end = entry["address"] + empty.nbytes
            data = memory.read(store, entry["address"], end)
            filled[entry["name"]] = np.frombuffer(data, entry["dtype"]).reshape(entry["shape"])
        readouts = filled.pop("readouts", np.zeros(0))
        named = dict(zip(kernel.readouts, readouts.tolist(), strict=False))
        return {name: filled[name] for name in kernel.arrays}, named, status

    def complaint(self):
        """The exception that the kernel raised, unpickled: its kind and its words."""
        read = lambda at: int.from_bytes(self.memory.read(self.store, at, at + 4), "little")  # noqa: E731
        exception = read(self.layout["result"] + 16)
        text, size = read(exception), read(exception + 8)
        kind, words, _ = pickle.loads(self.memory.read(self.store, text, text + size))
        return f"{kind.__name__}: {words[0]}"


def machine(kernel):
    """The kernel, compiled for the browser and loaded."""
    return Machine(kernel, *kernel.compile())


def bits(arrays, readouts):
    """All bits of a frame, every NaN counted as the same one."""
    parts = [*arrays.values(), np.array(list(readouts.values()))]
    return [
        (np.where(np.isnan(a), np.nan, a) if a.dtype.kind == "f" else a).tobytes() for a in parts
    ]
