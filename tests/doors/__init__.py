"""Every way in and every role: what is answered to whom."""
