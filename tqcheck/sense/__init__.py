"""The contrastive sense check: would another translation of the same source word fit better?"""
