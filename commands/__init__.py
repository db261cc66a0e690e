"""The commands of ``ansvar``: each module adds its own to the parser, and each command is one call of the library."""
