"""Turn the relocatable WebAssembly object that LLVM writes into a module that a browser loads.

An object that comes from one LLVM module needs no linker: its indices and addresses are final.  It
lacks only an export.  (Format: the WebAssembly core specification, section 5, and the tool
conventions' description of the "linking" custom section.)
"""

from typing import NamedTuple

_CUSTOM, _IMPORT, _EXPORT, _DATA = 0, 2, 7, 11
_LINKING_SYMBOL_TABLE = 8
_SYMBOL_FUNCTION = 0
_UNDEFINED, _EXPLICIT_NAME = 0x10, 0x40
_FUNCTION_KIND, _TABLE_KIND, _MEMORY_KIND, _GLOBAL_KIND = 0, 1, 2, 3
_MAGIC = b"\0asm\1\0\0\0"
_GIVEN = {"__linear_memory", "__stack_pointer"}


class Linked(NamedTuple):
    """A loadable module, the bytes of constant data it places, and imports nobody can give."""

    module: bytes
    data_size: int
    undefined: list


class _Reader:
    """A cursor over bytes that understands WebAssembly's numbers and names."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self):
        """Read an unsigned LEB128, also where the format has a small non-negative signed one."""
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    def take(self, size):
        self.at += size
        return self.data[self.at - size : self.at]

    def name(self):
        return self.take(self.number()).decode()

    def more(self):
        return self.at < len(self.data)


def _encode(value):
    """Return a number as unsigned LEB128."""
    encoded = bytearray()
    while True:
        value, byte = value >> 7, value & 0x7F
        encoded.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(encoded)


def _section(identity, payload):
    return bytes([identity]) + _encode(len(payload)) + payload


def _sections(data):
    if data[:8] != _MAGIC:
        raise ValueError("not a WebAssembly object: wrong magic number")
    reader = _Reader(data[8:])
    while reader.more():
        yield reader.number(), reader.take(reader.number())


def _function_index(linking, name):
    """Return the index of the defined function called ``name`` in a "linking" section."""
    reader = _Reader(linking)
    reader.name(), reader.number()  # "linking" and the version of its format
    while reader.more():
        kind, body = reader.number(), _Reader(reader.take(reader.number()))
        if kind != _LINKING_SYMBOL_TABLE:
            continue
        for _ in range(body.number()):
            symbol, flags = body.number(), body.number()
            if symbol == 1:  # data: a name and, if defined, segment, offset, size
                body.name()
                if not flags & _UNDEFINED:
                    body.number(), body.number(), body.number()
            elif symbol == 3:  # a section: its index
                body.number()
            else:
                index = body.number()
                named = not flags & _UNDEFINED or flags & _EXPLICIT_NAME
                if named and body.name() == name and symbol == _SYMBOL_FUNCTION:
                    return index
    raise ValueError(f"the object defines no function {name!r}")


def _undefined_imports(section):
    """Return the names that the module asks for and that the host does not give."""
    reader, missing = _Reader(section), []
    for _ in range(reader.number()):
        reader.name()
        name, kind = reader.name(), reader.number()
        if kind == _FUNCTION_KIND:
            reader.number()
        elif kind == _GLOBAL_KIND:
            reader.take(2)
        else:  # a table has an element type before its limits
            if kind == _TABLE_KIND:
                reader.take(1)
            flags = reader.number()
            reader.number()
            if flags & 1:
                reader.number()
        if name not in _GIVEN:
            missing.append(name)
    return missing


def _data_end(section):
    """Return the first address behind all data segments, each with a constant offset."""
    reader, end = _Reader(section), 0
    for _ in range(reader.number()):
        if reader.number() != 0 or reader.take(1) != b"\x41":  # i32.const
            raise ValueError("a data segment has no constant address")
        offset = reader.number()
        reader.take(1)  # end of the offset's expression
        size = reader.number()
        reader.take(size)
        end = max(end, offset + size)
    return end


def link(data, names):
    """Return the module that exports the object's functions ``{name: export}``."""
    sections = list(_sections(data))
    linking = next(
        body for kind, body in sections if kind == _CUSTOM and _Reader(body).name() == "linking"
    )
    exports = _encode(len(names))
    for name, export in names.items():
        exports += _encode(len(export)) + export.encode() + b"\0"
        exports += _encode(_function_index(linking, name))
    module, placed, undefined, data_size = _MAGIC, False, [], 0
    for kind, body in sections:
        if kind == _CUSTOM:
            continue
        if kind > _EXPORT and not placed:
            module += _section(_EXPORT, exports)
            placed = True
        if kind == _IMPORT:
            undefined = _undefined_imports(body)
        if kind == _DATA:
            data_size = _data_end(body)
        module += _section(kind, body)
    return Linked(module, data_size, undefined)
