"""How strategies are proposed: what a request allows, which entries fit it, and the words around them."""
