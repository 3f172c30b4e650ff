// Package killtest does to the running program what nobody wishes it
// (kiểm thử độ tin cậy): it ends it with kill -9 while people post money, fills
// its disk, takes its database away, loses the writes that were not synced,
// and then looks whether anything acknowledged is missing or anything is there
// twice. docs/reliability.md says what each test must show.
//
// TestKill… runs when KC_KILL_ROUNDS says how often, TestFault… when KC_FAULTS
// is 1, TestNight… when KC_NIGHT is 1; on SQLite, or on the PostgreSQL server
// that TEST_DATABASE_URL names. Tests that stop and start a PostgreSQL of
// their own find its programs in the folder that KC_PG_BIN names.
package killtest
