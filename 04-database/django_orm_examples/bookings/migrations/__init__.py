"""The history of the tables of bookings."""
