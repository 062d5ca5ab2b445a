// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../../contracts/account/interfaces/IIntents.sol";
import {CoSignature} from "../../../contracts/settlement/interfaces/ICashAccounts.sol";
import {ISettlement} from "../../../contracts/settlement/interfaces/ISettlement.sol";
import {Order, OrderFlags} from "../../../contracts/settlement/types/Order.sol";
import {TestStablecoin} from "../../../contracts/token/TestStablecoin.sol";
import {Cheats} from "../Cheats.sol";

/// @notice Signs what people and the operator sign, and packs batches of one trade as `settle` reads them.
abstract contract MarketSigner is Cheats {
    uint256 internal constant CO_SIGNER_KEY = 0xC051;
    uint32 internal constant SERIES = 1;
    uint48 private constant FAR = 4_000_000_000;

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address account,uint32 series,uint16 flags,uint48 price,uint32 quantity,uint8 lane,uint32 seq,uint24 epoch,uint40 expiry,uint16 maxFeeBps,uint8 minResalesLeft,uint64 unitId)"
    );
    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(address account,uint64 amount,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant CO_SIGNATURE_TYPEHASH = keccak256("CoSignature(bytes32 intent,uint48 deadline)");
    bytes32 private constant RECEIPT_TYPEHASH = keccak256(
        "CancelReceipt(address account,uint8 lane,uint32 seq,uint32 filled,uint64 position)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    ISettlement internal settlement;
    TestStablecoin internal token;
    uint192 private _nextNonceKey = 1;

    function _deposit(uint256 key, uint64 amount) internal {
        address account = vm.addr(key);
        bytes32 nonce = bytes32(uint256(_nextNonceKey++) << 64);
        token.mint(account, amount);
        bytes32 hash = keccak256(abi.encode(RECEIVE_TYPEHASH, account, settlement, amount, 0, FAR, nonce));
        bytes memory signature = _sign(key, keccak256(abi.encodePacked(hex"1901", _domain("Genex Test Dollar", address(token)), hash)));
        settlement.depositBySig(account, amount, 0, FAR, nonce, signature);
    }

    function _withdrawAtOnce(uint256 key, uint64 amount) internal {
        address account = vm.addr(key);
        IntentAuth memory auth = IntentAuth(account, uint256(_nextNonceKey++) << 64, FAR, 0, "");
        bytes32 digest = _digest(keccak256(abi.encode(WITHDRAW_TYPEHASH, account, amount, auth.nonce, auth.deadline, auth.gasLimit)));
        auth.signature = _sign(key, digest);
        uint48 deadline = uint48(block.timestamp + 30);
        bytes memory consent = _sign(CO_SIGNER_KEY, _digest(keccak256(abi.encode(CO_SIGNATURE_TYPEHASH, digest, deadline))));
        settlement.withdrawBySig(amount, auth, CoSignature(deadline, consent));
    }

    function _voidWithReceipt(address account, uint32 seq, uint32 filled) internal {
        bytes memory signature = _sign(CO_SIGNER_KEY, _digest(keccak256(abi.encode(RECEIPT_TYPEHASH, account, 0, seq, filled, 1))));
        settlement.voidWithReceipt(account, 0, seq, filled, 1, signature);
    }

    /// @notice Settles one trade between two people; the buyer takes. Both orders use lane 0 and its next sequence.
    /// @param serials Four bytes each; empty for a primary sale.
    function _settle(uint256 buyKey, uint256 sellKey, uint16 sellFlags, uint48 price, uint32 units, bytes memory serials) internal {
        bool isBuyFirst = vm.addr(buyKey) < vm.addr(sellKey);
        bytes memory buy = _order(buyKey, isBuyFirst ? 0 : 1, sellFlags & OrderFlags.FINAL, price, units);
        bytes memory sell = _order(sellKey, isBuyFirst ? 1 : 0, sellFlags, price, units);
        (uint64 batchNo, , , , , , ) = settlement.batchState();
        bytes memory head = abi.encodePacked(batchNo + 1, bytes32(0), uint16(2), uint8(1), uint16(2), uint16(1));
        bytes memory accounts =
            isBuyFirst
                ? abi.encodePacked(vm.addr(buyKey), vm.addr(sellKey), SERIES)
                : abi.encodePacked(vm.addr(sellKey), vm.addr(buyKey), SERIES);
        bytes memory orders = isBuyFirst ? abi.encodePacked(buy, sell) : abi.encodePacked(sell, buy);
        bytes memory trade = abi.encodePacked(uint16(isBuyFirst ? 0 : 1), uint16(isBuyFirst ? 1 : 0), uint8(units << 1), serials);
        settlement.settle(abi.encodePacked(head, accounts, orders, trade));
    }

    function _order(uint256 key, uint16 index, uint16 flags, uint48 price, uint32 units) private view returns (bytes memory) {
        Order memory order;
        order.account = vm.addr(key);
        order.flags = flags;
        order.price = price;
        order.quantity = units;
        (order.seq, ) = settlement.laneOf(order.account, 0);
        ++order.seq;
        order.epoch = _epochOf(order.account);
        order.expiry = uint40(block.timestamp + 1 hours);
        order.series = SERIES;
        order.maxFeeBps = 300;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(keccak256(abi.encode(ORDER_TYPEHASH, order))));
        bytes memory head = abi.encodePacked(uint8(0), index, uint8(0), flags, price, units, order.lane, order.seq);
        bytes memory tail = abi.encodePacked(order.expiry, order.maxFeeBps, uint8(0), uint48(1));
        return abi.encodePacked(head, tail, r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    function _epochOf(address account) internal view returns (uint24 epoch) {
        (, , , , epoch) = settlement.keyOf(account, 0);
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", _domain("Genex Settlement", address(settlement)), structHash));
    }

    function _domain(string memory name, address verifier) private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256("1"), block.chainid, verifier));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
