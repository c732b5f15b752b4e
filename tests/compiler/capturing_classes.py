"""Ways to find a number by a class."""

from tests.compiler.capturing import Plain, Special, set_k, way


@way
def class_attribute():
    return lambda: Special.shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_an_object():
    thing = Special()
    return lambda: thing.shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_a_class_method():
    return lambda: Special.of_class(), lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_type():
    thing = Special()
    return lambda: type(thing).shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_of_a_base():
    class Own(Plain):
        pass

    return lambda: Own().shared, lambda: setattr(Plain, "shared", 5.0)


@way
def class_attribute_that_shadows():
    class Own(Plain):
        pass

    return lambda: Own.shared, lambda: setattr(Own, "shared", 5.0)


@way
def class_made_inside():
    k = Plain()

    class Own:
        def __init__(self):
            self.own = k.k

    return lambda: Own().own, lambda: set_k(k)


@way
def class_method_replaced():
    class Own:
        def number(self):
            return 3.0

    thing = Own()
    return lambda: thing.number(), lambda: setattr(Own, "number", lambda self: 5.0)


@way
def special_method_replaced():
    class Own:
        def __call__(self):
            return 3.0

    thing = Own()
    return lambda: thing(), lambda: setattr(Own, "__call__", lambda self: 5.0)


@way
def inherited_method_shadowed():
    class Base:
        def number(self):
            return 3.0

    class Own(Base):
        pass

    thing = Own()
    return lambda: thing.number(), lambda: setattr(Own, "number", lambda self: 5.0)


@way
def super_method():
    k = Plain()

    class Base:
        def number(self):
            return k.k

    class Own(Base):
        def number(self):
            return super().number()

    thing = Own()
    return lambda: thing.number(), lambda: set_k(k)


@way
def property_replaced():
    class Own:
        number = property(lambda self: 3.0)

    thing = Own()
    return lambda: thing.number, lambda: setattr(Own, "number", property(lambda self: 5.0))


@way
def descriptor():
    k = Plain()

    class Descriptor:
        def __get__(self, thing, kind=None):
            return k.k

    class Own:
        number = Descriptor()

    thing = Own()
    return lambda: thing.number, lambda: set_k(k)


@way
def metaclass():
    class Meta(type):
        def __getitem__(cls, key):
            return cls.shared

    class Own(metaclass=Meta):
        shared = 3.0

    return lambda: Own[0], lambda: setattr(Own, "shared", 5.0)


@way
def every_attribute_by_getattribute():
    k = Plain()

    class Own:
        def __getattribute__(self, name):
            return k.k

    thing = Own()
    return lambda: thing.whatever, lambda: set_k(k)


@way
def class_of_an_object_replaced():
    class Own:
        def number(self):
            return 3.0

    class Other(Own):
        def number(self):
            return 5.0

    thing = Own()
    return lambda: thing.number(), lambda: setattr(thing, "__class__", Other)


@way
def number_of_a_class_that_holds_more():
    class Own(float):
        pass

    def make(k):
        own = Own(1.0)
        own.k = k
        return own

    thing = make(3.0)

    def change():
        nonlocal thing
        thing = make(5.0)

    return lambda: thing.k, change
