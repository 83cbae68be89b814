"""Marketing or sales: the one app of the site."""
