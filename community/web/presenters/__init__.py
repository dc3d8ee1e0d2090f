"""What pages say of a match's public state: pure, and twins of `static/js/presenters/`."""
