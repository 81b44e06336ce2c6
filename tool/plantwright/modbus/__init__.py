"""Modbus: values and registers, requests and checked answers, the line, and the rehearsal plant."""
