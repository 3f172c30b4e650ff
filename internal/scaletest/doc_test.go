// Package scaletest runs several copies of the program (nhiều bản cùng chạy)
// on PostgreSQL servers of its own, with replicas, and takes servers away while
// people work.
//
// TestCopies… run when KC_COPIES is set, TestFailover… when KC_FAILOVER says
// how often the primary is killed. Both start real servers and the real
// program; they need PostgreSQL 15 or newer on this machine.
package scaletest
