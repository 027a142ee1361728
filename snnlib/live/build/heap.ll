; numba's runtime for WebAssembly: blocks of memory, and who refers to them (heap.py).
;
; The heap starts with 128 words: the first address never used, then, at word 4 n + k - 5, the first
; free block of k 2**(n - 3) bytes, for k from 5 to 8.  A block starts with 64 bytes of its own: the
; count, at 24 the address of its data, which is where numba looks for it, at 40 the place of its
; list in the heap, in bytes.  All arrays together may take 2**28 bytes.

@heap_start = internal global i32 0

define void @heap(i32 %start) {
  store i32 %start, ptr @heap_start
  %words = inttoptr i32 %start to ptr
  call void @llvm.memset.p0.i32(ptr %words, i8 0, i32 512, i1 false)
  %first = add i32 %start, 512
  store i32 %first, ptr %words
  ret void
}

define internal ptr @NRT_Allocate(i64 %size) {
  %large = icmp ugt i64 %size, 268435456
  br i1 %large, label %full, label %look
look:
  %bytes = trunc i64 %size to i32
  %last = add i32 %bytes, 63
  %zeros = call i32 @llvm.ctlz.i32(i32 %last, i1 true)
  %n = sub i32 32, %zeros
  %shift = sub i32 29, %zeros
  %k0 = lshr i32 %last, %shift
  %k = add i32 %k0, 1
  %whole = shl i32 %k, %shift
  %n16 = shl i32 %n, 4
  %k4 = shl i32 %k, 2
  %sum = add i32 %n16, %k4
  %offset = sub i32 %sum, 20
  %heap = load i32, ptr @heap_start
  %list_at = add i32 %heap, %offset
  %list = inttoptr i32 %list_at to ptr
  %waiting = load i32, ptr %list
  %some = icmp ne i32 %waiting, 0
  br i1 %some, label %again, label %fresh
again:
  %freed = inttoptr i32 %waiting to ptr
  %next = load i32, ptr %freed
  store i32 %next, ptr %list
  br label %done
fresh:
  %top_at = inttoptr i32 %heap to ptr
  %top = load i32, ptr %top_at
  %end = add i32 %top, %whole
  %used = sub i32 %end, %heap
  %much = icmp ugt i32 %used, 268435456
  br i1 %much, label %full, label %fits
fits:
  %pages = call i32 @llvm.wasm.memory.size.i32(i32 0)
  %there = shl i32 %pages, 16
  %short = icmp ugt i32 %end, %there
  br i1 %short, label %grow, label %take
grow:
  %lack = sub i32 %end, %there
  %rounded = add i32 %lack, 1048575
  %more = lshr i32 %rounded, 16
  %was = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 %more)
  %refused = icmp eq i32 %was, -1
  br i1 %refused, label %full, label %take
take:
  store i32 %end, ptr %top_at
  br label %done
done:
  %at = phi i32 [ %waiting, %again ], [ %top, %take ]
  %place_at = add i32 %at, 40
  %place = inttoptr i32 %place_at to ptr
  store i32 %offset, ptr %place
  %data_at = add i32 %at, 64
  %data = inttoptr i32 %data_at to ptr
  ret ptr %data
full:
  ret ptr null
}

define internal void @NRT_Free(ptr %data) {
  %block = getelementptr i8, ptr %data, i32 -64
  %place = getelementptr i8, ptr %block, i32 40
  %offset = load i32, ptr %place
  %heap = load i32, ptr @heap_start
  %list_at = add i32 %heap, %offset
  %list = inttoptr i32 %list_at to ptr
  %next = load i32, ptr %list
  store i32 %next, ptr %block
  %at = ptrtoint ptr %block to i32
  store i32 %at, ptr %list
  ret void
}

define internal ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %data = call ptr @NRT_Allocate(i64 %size)
  %full = icmp eq ptr %data, null
  br i1 %full, label %none, label %some
some:
  %block = getelementptr i8, ptr %data, i32 -64
  store i64 1, ptr %block
  %data_at = getelementptr i8, ptr %block, i32 24
  store ptr %data, ptr %data_at
  ret ptr %block
none:
  ret ptr null
}

define internal void @NRT_MemInfo_call_dtor(ptr %block) {
  %data = getelementptr i8, ptr %block, i32 64
  call void @NRT_Free(ptr %data)
  ret void
}

define internal i8 @heap_release(ptr %block, i64 %n, i32 %condition) {
  %count = load i64, ptr %block
  %left = sub i64 %count, %n
  store i64 %left, ptr %block
  %none = icmp eq i64 %left, 0
  %answer = zext i1 %none to i8
  ret i8 %answer
}

define internal { i64, i1 } @heap_product(i64 %a, i64 %b) {
  %product = mul i64 %a, %b
  %a_long = add i64 %a, 2147483648
  %b_long = add i64 %b, 2147483648
  %either = or i64 %a_long, %b_long
  %over = icmp ugt i64 %either, 4294967295
  %pair = insertvalue { i64, i1 } undef, i64 %product, 0
  %answer = insertvalue { i64, i1 } %pair, i1 %over, 1
  ret { i64, i1 } %answer
}

declare void @llvm.memset.p0.i32(ptr, i8, i32, i1)
declare i32 @llvm.ctlz.i32(i32, i1)
declare i32 @llvm.wasm.memory.size.i32(i32)
declare i32 @llvm.wasm.memory.grow.i32(i32, i32)
