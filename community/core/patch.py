"""JSON Merge Patch (RFC 7396) between states; knows nothing of topics or frames.

A patch is an object whose members replace, whose objects go down, whose nulls remove. So a state
holds no null member; lists are atoms (their nulls are no members) and are replaced whole.
"""

import msgspec

from community.core.canonical import Path, pointer_to
from community.core.types import JsonObject, JsonValue

_ABSENT = object()
_octets = msgspec.json.Encoder().encode


class InexactError(ValueError):
    """A merge patch cannot say this change exactly; `pointer` says where."""

    def __init__(self, path: Path, *, fault: str) -> None:
        self.pointer = pointer_to(path)
        super().__init__(f"{fault} at {self.pointer!r}")


def diff(before: JsonObject, after: JsonObject) -> JsonObject:
    """The smallest patch from one state to another: apply(diff(a, b), a) == b, and {} when equal.

    true and 1 differ. The patch shares parts with `after`. About 0.3 ms for states of 56 KiB.
    Raises InexactError when `after` gains a null.
    """
    return _diff(before, after, ())


def apply(patch: JsonValue, state: JsonValue) -> JsonValue:
    """The state after the patch; both stay as they were, and what does not change is shared.

    RFC 7396, 2, any value for either; our states and patches are objects.
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(state) if isinstance(state, dict) else {}
    for key, change in patch.items():
        if change is None:
            result.pop(key, None)
        else:
            result[key] = apply(change, result.get(key))
    return result


def merge(first: JsonObject, second: JsonObject) -> JsonObject:
    """One patch for two: apply(merge(a, b), s) == apply(b, apply(a, s)), for every state s.

    No patch can say "replace this object by that one", which is what removing an object and making
    one again under its key comes to: where `first` removes or replaces a key that `second` makes an
    object, InexactError. States whose keys are never reused and never change between an object
    and anything else cannot get there.
    """
    return _merge(first, second, ())


def _diff(before: JsonObject, after: JsonObject, path: Path) -> JsonObject:
    patch: JsonObject = {}
    for key, new in after.items():
        old = before.get(key, _ABSENT)
        if old is new:
            continue
        kind = type(new)
        if kind is dict and type(old) is dict:
            # Most of a state stays as it was, made anew: told in C, by bytes where true is not 1.
            if old == new and _octets(old) == _octets(new):
                continue
            if inner := _diff(old, new, (*path, key)):
                patch[key] = inner
        elif kind is not type(old) or old != new or (kind is list and not _is_same(old, new)):
            _refuse_null(new, (*path, key))
            patch[key] = new
    for key in before.keys() - after.keys():
        patch[key] = None
    return patch


def _is_same(old: JsonValue, new: JsonValue) -> bool:
    """Equality of JSON: Python holds True == 1, JSON does not."""
    if type(old) is not type(new):
        return False
    if type(new) is list:
        return len(old) == len(new) and all(map(_is_same, old, new))
    if type(new) is dict:
        return old.keys() == new.keys() and all(_is_same(old[key], new[key]) for key in new)
    return bool(old == new)


def _refuse_null(value: JsonValue, path: Path) -> None:
    if value is None:
        raise InexactError(path, fault="a state holds null")
    if type(value) is dict:
        for key, item in value.items():
            _refuse_null(item, (*path, key))


def _merge(first: JsonObject, second: JsonObject, path: Path) -> JsonObject:
    merged = dict(first)
    for key, change in second.items():
        earlier = first.get(key, _ABSENT)
        if earlier is _ABSENT or not isinstance(change, dict):
            merged[key] = change
        elif isinstance(earlier, dict):
            merged[key] = _merge(earlier, change, (*path, key))
        else:
            raise InexactError((*path, key), fault="an object takes the place of what was removed")
    return merged
