"""Formula engines behind one small interface. Today there is one: careful."""
