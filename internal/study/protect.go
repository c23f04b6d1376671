package study

// protect hides what would uncover single people.
func (r *Report) protect(least int) {}
