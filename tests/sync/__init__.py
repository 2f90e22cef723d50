"""Tests of vpnsync/sync: desired and actual files -> Plan -> done."""
