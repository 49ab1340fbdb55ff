"""The Streamlit page's pieces: the frame around it, the start, the work, the result."""
