"""The Streamlit front end: app.py is navigation only, pages hold no logic."""
