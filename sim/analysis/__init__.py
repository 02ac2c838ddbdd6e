"""What results say: who is better off, where money is stuck, what it costs, what drives it."""
