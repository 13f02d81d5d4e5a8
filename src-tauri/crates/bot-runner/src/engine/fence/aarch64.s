// Sends two batches of netlink messages, which follow the code after their lengths, says "ready" and waits for ever.
// It ends with 1 where the kernel refuses one of the first batch. (The second is of IPv6, which not every kernel has.)
// as aarch64.s -o aarch64.o && objcopy -O binary -j .text aarch64.o aarch64.bin
        .text
        mov     x8, #198                // socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
        mov     x0, #16
        mov     x1, #3
        mov     x2, #0
        svc     #0
        mov     x19, x0
        adr     x20, lengths
        ldp     w21, w22, [x20]

        mov     x8, #206                // sendto(socket, first, its length, 0, NULL, 0)
        mov     x0, x19
        add     x1, x20, #8
        mov     x2, x21
        mov     x3, #0
        mov     x4, #0
        mov     x5, #0
        svc     #0
        cmp     x0, x21
        b.ne    refused

        mov     x8, #207                // recvfrom(socket, stack, 256, MSG_DONTWAIT, NULL, NULL)
        mov     x0, x19
        sub     x1, sp, #256
        mov     x2, #256
        mov     x3, #0x40
        svc     #0
        cmn     x0, #11                 // EAGAIN: the kernel has nothing to complain of
        b.ne    refused

        mov     x8, #206                // sendto(socket, second, its length, 0, NULL, 0)
        mov     x0, x19
        add     x1, x20, #8
        add     x1, x1, x21
        mov     x2, x22
        mov     x3, #0
        svc     #0

        mov     x8, #64                 // write(1, ready, 6)
        mov     x0, #1
        adr     x1, ready
        mov     x2, #6
        svc     #0

rest:   mov     x8, #73                 // ppoll(NULL, 0, NULL, NULL, 0)
        mov     x0, #0
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        svc     #0
        b       rest

refused:
        mov     x8, #93                 // exit(1)
        mov     x0, #1
        svc     #0
ready:  .ascii  "ready\n"
        .balign 4
lengths:
