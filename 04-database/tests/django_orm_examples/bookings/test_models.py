from django_orm_examples.bookings.models import Booking, Departure


def test_names_for_people() -> None:
    assert str(Departure(flight_id=7, seats_left=3)) == "7: 3 left"
    assert str(Booking(code="A1", passenger="Ada")) == "A1: Ada"


def test_save_tidies_the_code(any_sales: str) -> None:
    booking = Booking(departure_id=1, code=" ab1 ", passenger="Ada")
    booking.save(using=any_sales)
    assert Booking.objects.using(any_sales).values_list("code", "state", "total").get() == ("AB1", "booked", 0)
    booking.code = "cd2"
    booking.save(update_fields=["code"])
    assert Booking.objects.using(any_sales).get().code == "CD2"
