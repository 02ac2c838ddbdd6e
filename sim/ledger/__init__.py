"""Money: accounts that sum to zero, wage claims, order of payment."""
