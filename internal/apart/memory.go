//go:build !race

package apart

// memory is what the process may take for data, in bytes.
const memory = 256 << 20
