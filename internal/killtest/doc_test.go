// Package killtest ends the running program with kill -9 while people post
// money (kiểm thử mất điện giữa chừng), again and again, and looks whether
// anything acknowledged is missing or anything is there twice.
//
// The tests run when KC_KILL_ROUNDS says how often, on SQLite, or on the
// PostgreSQL server that TEST_DATABASE_URL names.
package killtest
