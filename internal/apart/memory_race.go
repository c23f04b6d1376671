//go:build race

package apart

// memory is far more under the race detector, which takes several times what the program does.
const memory = 8 << 30
