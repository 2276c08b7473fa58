"""Files of models: what is in them, whether they can be trusted, written whole, made new.

What reads (formats, archive, items, configuration, describe, audit) never imports Keras: a file is
looked at before anything could be made of it.
"""
