// The floor in C: the loop of BareDump.cs, as a library that the benchmark program calls in turn with its own: same thread, same moment, same caches.
// gcc -O2 -shared -fPIC -o libbare_dump.so bare_dump.c
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <sys/socket.h>

static char buffer[64 * 1024] __attribute__((aligned(64)));

/* A socket for bare_dump_count, or a negative number. */
int bare_dump_open(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
}

/* Sockets of the network namespace, or -1. */
long bare_dump_count(int fd, unsigned sequence)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req body;
    } request = {
        .header = { .nlmsg_len = sizeof request, .nlmsg_type = TCPDIAG_GETSOCK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = sequence },
        .body = { .idiag_family = AF_UNSPEC, .idiag_states = 0xfff },
    };
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
    if (sendto(fd, &request, sizeof request, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
        return -1;
    for (long sockets = 0;;) {
        ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, NULL, NULL);
        if (got <= 0)
            return -1;
        for (ssize_t at = 0; at + 16 <= got;) {
            struct nlmsghdr *header = (struct nlmsghdr *)(buffer + at);
            if (header->nlmsg_type == NLMSG_DONE)
                return sockets;
            if (header->nlmsg_type == NLMSG_ERROR)
                return -1;
            sockets++;
            at += NLMSG_ALIGN(header->nlmsg_len);
        }
    }
}
