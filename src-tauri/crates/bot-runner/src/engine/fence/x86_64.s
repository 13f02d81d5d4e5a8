# Sends two batches of netlink messages, which follow the code after their lengths, says "ready" and waits for ever.
# It ends with 1 where the kernel refuses one of the first batch. (The second is of IPv6, which not every kernel has.)
# as x86_64.s -o x86_64.o && objcopy -O binary -j .text x86_64.o x86_64.bin
        .text
        mov     $41, %eax               # socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
        mov     $16, %edi
        mov     $3, %esi
        xor     %edx, %edx
        syscall
        mov     %eax, %ebx
        lea     lengths(%rip), %r12
        xor     %r8d, %r8d
        xor     %r9d, %r9d

        mov     $44, %eax               # sendto(socket, first, its length, 0, NULL, 0)
        mov     %ebx, %edi
        lea     8(%r12), %rsi
        mov     (%r12), %edx
        xor     %r10d, %r10d
        syscall
        cmp     (%r12), %eax
        jne     refused

        mov     $45, %eax               # recvfrom(socket, stack, 256, MSG_DONTWAIT, NULL, NULL)
        mov     %ebx, %edi
        lea     -256(%rsp), %rsi
        mov     $256, %edx
        mov     $0x40, %r10d
        syscall
        cmp     $-11, %eax              # EAGAIN: the kernel has nothing to complain of
        jne     refused

        mov     (%r12), %eax            # sendto(socket, second, its length, 0, NULL, 0)
        lea     8(%r12,%rax), %rsi
        mov     $44, %eax
        mov     %ebx, %edi
        mov     4(%r12), %edx
        xor     %r10d, %r10d
        syscall

        mov     $1, %eax                # write(1, ready, 6)
        mov     $1, %edi
        lea     ready(%rip), %rsi
        mov     $6, %edx
        syscall

rest:   mov     $34, %eax               # pause()
        syscall
        jmp     rest

refused:
        mov     $60, %eax               # exit(1)
        mov     $1, %edi
        syscall
ready:  .ascii  "ready\n"
        .balign 4
lengths:
