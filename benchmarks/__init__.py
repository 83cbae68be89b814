"""Measurements that justify the choices made in `classifier.core`; nothing here is deployed."""
