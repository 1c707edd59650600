"""The exceptions tqcheck raises on purpose.

TqcheckError          exit 2: bad usage, input or configuration
  InputError          a file or its text cannot be read as what it claims to be
  ConfigError         the configuration, a language pack or a baseline is wrong
  ModelError          exit 3: the model is missing, damaged or failed
"""

from __future__ import annotations


class TqcheckError(Exception):
    """Something the user can act on; the message says what, where and what to do."""

    #: The process exit code this error ends in.
    exit_code = 2


class InputError(TqcheckError):
    """A file is missing, unreadable, unsafe, or not what it claims to be."""


class ConfigError(TqcheckError):
    """A setting, a language pack or a baseline does not make sense."""


class ModelError(TqcheckError):
    """The model is missing, damaged, or failed to answer."""

    exit_code = 3
