#!/bin/sh
# Print a Python that can make the book's environment, or say in one sentence why there is none.
# PYTHON=/path/to/python3 names one; otherwise .venv's own comes first, then the usual names.

fits() {
    "$1" -c "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= $2)" \
        >/dev/null 2>&1 </dev/null
}

if [ -n "$PYTHON" ]; then
    if fits "$PYTHON" "(9, 0)"; then
        command -v "$PYTHON"
        exit 0
    fi
    version=$("$PYTHON" -c 'import platform; print(platform.python_version())' 2>/dev/null </dev/null)
    case "$version" in
        "") echo "error: PYTHON=$PYTHON does not run; name a Python 3.11 or newer." ;;
        3.1[1-9]* | 3.[2-9][0-9]*)
            echo "error: PYTHON=$PYTHON is Python $version without its venv module;" \
                "install that (Debian and Ubuntu: apt install python3-venv) or name another Python." ;;
        *) echo "error: PYTHON=$PYTHON is Python $version, but the book needs Python 3.11 or newer." ;;
    esac >&2
    exit 1
fi

# First the releases that the pinned packages are made for, then whatever is newer.
for newest in "(3, 14)" "(9, 0)"; do
    for python in .venv/bin/python python3 python3.13 python3.12 python3.11 python3.14 python; do
        if fits "$python" "$newest"; then
            command -v "$python"
            exit 0
        fi
    done
done
echo "error: No Python 3.11 or newer with its venv module was found; install one" \
    "(Debian and Ubuntu: apt install python3 python3-venv), or name one:" \
    "make book PYTHON=/path/to/python3." >&2
exit 1
