; Sums, extremes and their kin over many numbers in memory, for operations with many operands.
; What an operation of a few operands does in a row, in the same order, is a loop here.
; `@lost` says what rounding loses when one more number is added, and `@total` puts that back; which
; of two ways they go depends on the Python at work: see wide.py.

define internal double @sum(ptr %xs, i64 %n) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %sum = phi double [ 0.0, %start ], [ %sum1, %next ]
  %lost = phi double [ 0.0, %start ], [ %lost1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %lost1 = call double @lost(double %sum, double %lost, double %x)
  %sum1 = fadd double %sum, %x
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  %total = call double @total(double %sum1, double %lost1)
  ret double %total
}

; Σ a·b, the n numbers a before the n numbers b; the products go to `%terms`.
define internal double @dot(ptr %xs, i64 %n, ptr %terms) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %k2 = add i64 %k, %n
  %at.a = getelementptr double, ptr %xs, i64 %k
  %at.b = getelementptr double, ptr %xs, i64 %k2
  %to = getelementptr double, ptr %terms, i64 %k
  %a = load double, ptr %at.a
  %b = load double, ptr %at.b
  %ab = fmul double %a, %b
  store double %ab, ptr %to
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  %sum = call double @sum(ptr %terms, i64 %n)
  ret double %sum
}

; The first of those that no other is beyond; a NaN that comes first stays.
define internal double @maximum(ptr %xs, i64 %n, ptr %unused) {
start:
  %first = load double, ptr %xs
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %most = phi double [ %first, %start ], [ %most1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %beyond = fcmp ogt double %x, %most
  %most1 = select i1 %beyond, double %x, double %most
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret double %most1
}

define internal double @minimum(ptr %xs, i64 %n, ptr %unused) {
start:
  %first = load double, ptr %xs
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %least = phi double [ %first, %start ], [ %least1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %beyond = fcmp olt double %x, %least
  %least1 = select i1 %beyond, double %x, double %least
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret double %least1
}

; m + log1p(Σ e^(x - m)), where the sum is over all but the first that is m, the largest.
define internal double @logsumexp(ptr %xs, i64 %n, ptr %terms) {
start:
  %m = call double @maximum(ptr %xs, i64 %n, ptr null)
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %met = phi i1 [ false, %start ], [ %met1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %below = fsub double %x, %m
  %e = call double @libm.exp(double %below)
  %largest = fcmp oeq double %x, %m
  %unmet = xor i1 %met, true
  %skip = and i1 %largest, %unmet
  %term = select i1 %skip, double 0.0, double %e
  %to = getelementptr double, ptr %terms, i64 %k
  store double %term, ptr %to
  %met1 = or i1 %met, %largest
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  %sum = call double @sum(ptr %terms, i64 %n)
  %log = call double @libm.log1p(double %sum)
  %y = fadd double %m, %log
  ret double %y
}

; e^(x - m) / Σ e^(x - m): the slopes of logsumexp.
define internal void @logsumexp.slopes(double %y, ptr %xs, i64 %n, ptr %slopes) {
start:
  %m = call double @maximum(ptr %xs, i64 %n, ptr null)
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %below = fsub double %x, %m
  %e = call double @libm.exp(double %below)
  %to = getelementptr double, ptr %slopes, i64 %k
  store double %e, ptr %to
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %summed, label %next
summed:
  %sum = call double @sum(ptr %slopes, i64 %n)
  br label %divide
divide:
  %j = phi i64 [ 0, %summed ], [ %j1, %divide ]
  %here = getelementptr double, ptr %slopes, i64 %j
  %part = load double, ptr %here
  %slope = fdiv double %part, %sum
  store double %slope, ptr %here
  %j1 = add i64 %j, 1
  %over = icmp eq i64 %j1, %n
  br i1 %over, label %end, label %divide
end:
  ret void
}

; 1 for the operand that is the extreme; those that tie for it share the 1.
define internal void @maximum.slopes(double %y, ptr %xs, i64 %n, ptr %slopes) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %count = phi double [ 0.0, %start ], [ %count1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %hits = fcmp oge double %x, %y
  %hit = uitofp i1 %hits to double
  %to = getelementptr double, ptr %slopes, i64 %k
  store double %hit, ptr %to
  %count1 = fadd double %count, %hit
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  call void @shared(double %count1, i64 %n, ptr %slopes)
  ret void
}

define internal void @minimum.slopes(double %y, ptr %xs, i64 %n, ptr %slopes) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %count = phi double [ 0.0, %start ], [ %count1, %next ]
  %at = getelementptr double, ptr %xs, i64 %k
  %x = load double, ptr %at
  %hits = fcmp ole double %x, %y
  %hit = uitofp i1 %hits to double
  %to = getelementptr double, ptr %slopes, i64 %k
  store double %hit, ptr %to
  %count1 = fadd double %count, %hit
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  call void @shared(double %count1, i64 %n, ptr %slopes)
  ret void
}

; Each hit's share; where nothing hits, y is NaN, and so are the slopes.
define internal void @shared(double %count, i64 %n, ptr %slopes) {
start:
  %some = fcmp oge double %count, 1.0
  %divided = fdiv double 1.0, %count
  %share = select i1 %some, double %divided, double 0x7FF8000000000000
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %at = getelementptr double, ptr %slopes, i64 %k
  %hit = load double, ptr %at
  %slope = fmul double %hit, %share
  store double %slope, ptr %at
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret void
}

; The numbers that the places in an index hold, one after the other.
define internal void @gather(ptr %numbers, ptr %index, i64 %n, ptr %to) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %at.place = getelementptr i32, ptr %index, i64 %k
  %place = load i32, ptr %at.place
  %at = getelementptr double, ptr %numbers, i32 %place
  %x = load double, ptr %at
  %here = getelementptr double, ptr %to, i64 %k
  store double %x, ptr %here
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret void
}

; What flows back to each place of an index: the slope times what arrives from above.
define internal void @scatter(ptr %gradients, ptr %index, i64 %n, ptr %slopes, double %upstream) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %at.slope = getelementptr double, ptr %slopes, i64 %k
  %slope = load double, ptr %at.slope
  %flow = fmul double %slope, %upstream
  %at.place = getelementptr i32, ptr %index, i64 %k
  %place = load i32, ptr %at.place
  %at = getelementptr double, ptr %gradients, i32 %place
  %before = load double, ptr %at
  %after = fadd double %before, %flow
  store double %after, ptr %at
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret void
}

; The same where every slope is 1.
define internal void @spread(ptr %gradients, ptr %index, i64 %n, double %upstream) {
start:
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %k1, %next ]
  %at.place = getelementptr i32, ptr %index, i64 %k
  %place = load i32, ptr %at.place
  %at = getelementptr double, ptr %gradients, i32 %place
  %before = load double, ptr %at
  %after = fadd double %before, %upstream
  store double %after, ptr %at
  %k1 = add i64 %k, 1
  %done = icmp eq i64 %k1, %n
  br i1 %done, label %end, label %next
end:
  ret void
}
