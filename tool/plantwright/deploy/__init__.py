"""Deployment: plan, apply, verify, and the proof that stays."""
