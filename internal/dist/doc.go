// Package dist holds the distribution functions that statistics of surveys need: the normal, Student's t and the beta
// distribution, with the exponential and logarithm that they are made of.
//
// Every product is rounded before it is added (written float64(a*b)+c), so that no compiler fuses the two: all results
// are the same bits on every machine, which the functions of package math don't promise. Relative errors are below
// 1E-12 for degrees of freedom and sample sizes up to 100,000, and below 1E-9 up to 10 million; a test compares with
// values computed elsewhere.
package dist
