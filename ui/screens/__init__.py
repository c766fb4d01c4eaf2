"""The pages: each says what stands where, and holds no logic.

The folder is not called "pages", because Streamlit would then make a navigation of its own.
"""
