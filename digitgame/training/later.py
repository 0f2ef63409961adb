"""Modules that are run when something is asked of them, if ever: packages import far more than one program uses."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

_RUNNING: Final = threading.RLock()


@contextmanager
def later(names: tuple[str, ...], *, at_once: tuple[str, ...] = ()) -> Iterator[None]:
    """Imports within put off running the modules whose names begin so, but for those that begin as `at_once`."""
    finder = _Finder(names, at_once)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def hollow(*names: str) -> Iterator[None]:
    """Imports within get None for whatever they take from these modules, so that none of them is run."""
    hollows = {name: _Hollow(name) for name in names if name not in sys.modules}
    sys.modules.update(hollows)
    try:
        yield
    finally:
        for name in hollows:
            del sys.modules[name]


class _Hollow(ModuleType):
    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):  # what the machinery of imports asks for
            raise AttributeError(name)


class _Unrun(ModuleType):
    """A module that knows its name and its file, and runs at the first question for anything else.

    That of `importlib.util.LazyLoader` runs at any question, and `inspect` asks every module for its file.
    """

    def __getattr__(self, name: str) -> Any:
        with _RUNNING:
            loader = vars(self).get("__loader__")
            if isinstance(loader, _Loader):
                self._be_loaded_by(loader.loader)
                try:
                    loader.loader.exec_module(self)
                except BaseException:  # whoever asks again is told again
                    self._be_loaded_by(loader)
                    raise
                self.__class__ = ModuleType  # type: ignore[assignment]
        try:
            return vars(self)[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None

    def _be_loaded_by(self, loader: Loader) -> None:
        self.__loader__ = loader
        if self.__spec__ is not None:
            self.__spec__.loader = loader


class _Finder(MetaPathFinder):
    def __init__(self, names: tuple[str, ...], at_once: tuple[str, ...]) -> None:
        self._names, self._at_once = names, at_once

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith(self._names) or name.startswith(self._at_once):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Leaves a module to be run later by its own loader."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _Unrun
