"""The pages, one module each: they draw what the library says, and decide nothing."""
