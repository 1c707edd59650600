"""The commands, one file a verb; `tqcheck.cli` names them and imports each when it is called."""
