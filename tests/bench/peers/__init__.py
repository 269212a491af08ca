"""Echo bots on other libraries, each as its documentation writes one; they run outside our environment."""
