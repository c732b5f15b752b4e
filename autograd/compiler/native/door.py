"""Machine code as a function of Python's own: called as quickly as `math.sin`.

What stands between Python and a small program costs more than the program: to look at arguments,
to put numbers where machine code finds them, and to make a list of what it has found. So this is
machine code, too, which speaks to Python as every extension module does.
"""

from __future__ import annotations

import ctypes
import functools
import re
import struct
from collections.abc import Callable
from typing import Any

from autograd.compiler.native.machine import add_function, c_library, llvm, target

Entry = Callable[..., Any]  # a list of floats, or False
WITH_ARGUMENTS_IN_A_ROW = 0x80  # METH_FASTCALL

DOOR = """
%view = type [16 x ptr]  ; of memory, for Py_buffer: first of all where it begins
%plan = type { ptr, i64, i64, i64, i64 }

declare ptr @PyBytes_AsString(ptr)
declare ptr @PyBool_FromLong(i64)
declare ptr @PyErr_Occurred()
declare double @PyFloat_AsDouble(ptr)
declare ptr @PyFloat_FromDouble(double)
declare ptr @PyList_GetItem(ptr, i64)
declare ptr @PyList_New(i64)
declare i32 @PyList_SetItem(ptr, i64, ptr)
declare i64 @PyList_Size(ptr)
declare i32 @PyObject_GetBuffer(ptr, ptr, i32)
declare void @PyBuffer_Release(ptr)
declare ptr @PyEval_SaveThread()
declare void @PyEval_RestoreThread(ptr)

; The numbers of a list, one after the other; then the place after them.
define internal ptr @put(ptr %list, ptr %to) {
start:
  %count = call i64 @PyList_Size(ptr %list)
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %following, %one ]
  %place = getelementptr double, ptr %to, i64 %k
  %more = icmp slt i64 %k, %count
  br i1 %more, label %one, label %end
one:
  %item = call ptr @PyList_GetItem(ptr %list, i64 %k)
  %number = call double @PyFloat_AsDouble(ptr %item)
  store double %number, ptr %place
  %following = add i64 %k, 1
  br label %next
end:
  ret ptr %place
}

; So many numbers as a list.
define internal ptr @take(ptr %from, i64 %count) {
start:
  %list = call ptr @PyList_New(i64 %count)
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %following, %one ]
  %more = icmp slt i64 %k, %count
  br i1 %more, label %one, label %end
one:
  %place = getelementptr double, ptr %from, i64 %k
  %number = load double, ptr %place
  %item = call ptr @PyFloat_FromDouble(double %number)
  %set = call i32 @PyList_SetItem(ptr %list, i64 %k, ptr %item)
  %following = add i64 %k, 1
  br label %next
end:
  ret ptr %list
}

define internal i32 @work(ptr %function, ptr %values, ptr %memory, i64 %long) {
start:
  %lets_others = icmp ne i64 %long, 0
  br i1 %lets_others, label %slow, label %quick
quick:
  %here = call i32 %function(ptr %values, ptr %memory)
  ret i32 %here
slow:
  %thread = call ptr @PyEval_SaveThread()
  %there = call i32 %function(ptr %values, ptr %memory)
  call void @PyEval_RestoreThread(ptr %thread)
  ret i32 %there
}

; door(values, memory, *lists): puts the numbers into the memory, works, and takes what is found.
define ptr @door(ptr %self, ptr %arguments, i64 %count) {
start:
  %of_values = alloca %view
  %of_memory = alloca %view
  %plan = call ptr @PyBytes_AsString(ptr %self)
  %first = load ptr, ptr %arguments
  %no_values = call i32 @PyObject_GetBuffer(ptr %first, ptr %of_values, i32 1)
  %a = icmp ne i32 %no_values, 0
  br i1 %a, label %nothing, label %open
open:
  %second_place = getelementptr ptr, ptr %arguments, i64 1
  %second = load ptr, ptr %second_place
  %no_memory = call i32 @PyObject_GetBuffer(ptr %second, ptr %of_memory, i32 1)
  %b = icmp ne i32 %no_memory, 0
  br i1 %b, label %close_one, label %filling
filling:
  %values = load ptr, ptr %of_values
  %memory = load ptr, ptr %of_memory
  %at = getelementptr %plan, ptr %plan, i64 0, i32 1
  %begin = load i64, ptr %at
  %to = getelementptr double, ptr %memory, i64 %begin
  br label %next
next:
  %k = phi i64 [ 2, %filling ], [ %following, %list ]
  %place = phi ptr [ %to, %filling ], [ %after, %list ]
  %more = icmp slt i64 %k, %count
  br i1 %more, label %list, label %check
list:
  %argument_place = getelementptr ptr, ptr %arguments, i64 %k
  %argument = load ptr, ptr %argument_place
  %after = call ptr @put(ptr %argument, ptr %place)
  %following = add i64 %k, 1
  br label %next
check:
  %error = call ptr @PyErr_Occurred()
  %failed = icmp ne ptr %error, null
  br i1 %failed, label %close, label %working
working:
  %function = load ptr, ptr %plan
  %long_place = getelementptr %plan, ptr %plan, i64 0, i32 4
  %long = load i64, ptr %long_place
  %wrong = call i32 @work(ptr %function, ptr %values, ptr %memory, i64 %long)
  %c = icmp ne i32 %wrong, 0
  br i1 %c, label %raised, label %taking
raised:
  %false = call ptr @PyBool_FromLong(i64 0)
  br label %close
taking:
  %from_place = getelementptr %plan, ptr %plan, i64 0, i32 2
  %from = load i64, ptr %from_place
  %found = getelementptr double, ptr %memory, i64 %from
  %size_place = getelementptr %plan, ptr %plan, i64 0, i32 3
  %size = load i64, ptr %size_place
  %taken = call ptr @take(ptr %found, i64 %size)
  br label %close
close:
  %result = phi ptr [ null, %check ], [ %false, %raised ], [ %taken, %taking ]
  call void @PyBuffer_Release(ptr %of_memory)
  br label %close_one
close_one:
  %given = phi ptr [ null, %open ], [ %result, %close ]
  call void @PyBuffer_Release(ptr %of_values)
  ret ptr %given
nothing:
  ret ptr null
}
"""


class Definition(ctypes.Structure):
    """What Python knows of a function of C: `PyMethodDef`."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    ]


def door(address: int, put: int, take: int, count: int, is_long: bool) -> Entry:
    """A function of Python around one of machine code, `int f(double *values, double *memory)`.

    door(values, memory, *lists) puts the numbers of the lists into the memory, one after the other;
    calls f; and gives a list of what it has found there, or False where f says that something is
    wrong. What is called with one memory alone, is called with it twice.

    Arguments:
        address: of f.
        put: from where on numbers are put.
        take: from where on they are taken.
        count: how many are taken.
        is_long: whether other threads can do something meanwhile.
    """
    plan = struct.pack("Nqqqq", address, put, take, count, is_long)
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype, new.argtypes = (
        ctypes.py_object,
        [ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p],
    )
    function: Entry = new(ctypes.addressof(_definition()[0]), plan, None)
    return function


@functools.cache
def _definition() -> tuple[Definition, object]:
    """That of the door, and the engine that holds it; they live for ever."""
    c_library()
    for name in re.findall(r"declare .*@(Py\w+)", DOOR):
        add_function(name, getattr(ctypes.pythonapi, name))
    engine = llvm().create_mcjit_compiler(llvm().parse_assembly(DOOR), target())
    engine.finalize_object()
    address = engine.get_function_address("door")
    return Definition(b"door", address, WITH_ARGUMENTS_IN_A_ROW, None), engine
