"""Commands for pushes: `push` and `pushes`, what they read and what they print."""
